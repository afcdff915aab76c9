-- property-columns-filled: the same for events that are there
ALTER TABLE events
    (MATERIALIZE COLUMN number_tokens),
    (MATERIALIZE COLUMN text_tokens),
    (MATERIALIZE COLUMN text_user),
    (MATERIALIZE COLUMN number_seats),
    (MATERIALIZE COLUMN text_seats),
    (MATERIALIZE COLUMN text__24ceef1cb6b0cbc0b3321021318245760500d1b1),
    (MATERIALIZE COLUMN text_gone)
