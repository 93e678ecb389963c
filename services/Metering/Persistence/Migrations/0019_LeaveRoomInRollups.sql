-- Every batch adds to the same few rows. With room on the page a new version of a row needs no new index entries.
ALTER TABLE usage_rollups SET (fillfactor = 50);
