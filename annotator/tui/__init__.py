"""The application. Importing this package loads no Textual; its modules do."""
