"""What the command line shows a person: Chinese help and errors, answers as text, batches."""
