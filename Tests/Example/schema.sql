-- Harbour: the berths that are let.
CREATE TABLE harbour_berths (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    ship   TEXT NOT NULL,
    since  INTEGER NOT NULL
) STRICT;
