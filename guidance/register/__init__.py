"""The official register of colleges: read, compared with the catalogue, brought in, taken back, written out."""
