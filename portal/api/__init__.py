"""The API below ``/api/v1``: operations declared once, served, validated and documented from that."""
