"""What the fund does: applications, reviews, decisions, money and the papers of a quarter."""
