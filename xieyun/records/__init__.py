"""Records: object types that business people define, their data, ledgers, attachments and exports."""
