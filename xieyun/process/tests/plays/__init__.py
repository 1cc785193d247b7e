"""Random work over records, services, versions and an organisation that changes: what `test_random_work` plays."""
