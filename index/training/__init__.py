"""Train the shipped static encoder on CPU: vocabulary, pairs, contrastive training, evaluation, export."""
