"""Whoosh's segment files as arrays: how postings lie in them, how segments are written, merged and
read. What is written here opens in stock Whoosh, which is the oracle of the tests."""
