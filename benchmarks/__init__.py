"""What the server costs: beside its peers, beside other HTTP servers, in process, in instructions, by size."""
