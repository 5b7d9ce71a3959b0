"""What a practitioner does: licences, projects, reflections, and the evidence that comes of them."""
