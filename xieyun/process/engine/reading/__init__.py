"""Read BPMN 2.0 XML into a `Definition`."""
