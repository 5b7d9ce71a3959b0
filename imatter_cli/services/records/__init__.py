"""What every use case does with records: reads them, changes them, shows them to those who may see them."""
