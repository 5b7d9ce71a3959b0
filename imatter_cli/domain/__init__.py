"""What the programme is: records, lifecycles and rules. Pure: no files, clock, git or printing."""
