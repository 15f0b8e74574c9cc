"""Inputs: one function per kind of document, each making a `reports.document.Document`."""
