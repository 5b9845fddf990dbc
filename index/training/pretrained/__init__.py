"""Train an encoder and a judge from pretrained weights: convert, gather, tune, export, fit."""
