"""SOQL, Salesforce's query language, over the records of a sandbox."""
