"""What turns bytes into calls and answers into bytes: the event loop's protocol, the server, the Flask application."""
