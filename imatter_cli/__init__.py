"""imatter: small projects, reflections and a development fund, kept as plain records."""

__version__ = "0.1.0"
