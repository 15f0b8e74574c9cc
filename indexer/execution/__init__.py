"""Searching as operations on arrays: Whoosh's query trees over the postings of a commit."""
