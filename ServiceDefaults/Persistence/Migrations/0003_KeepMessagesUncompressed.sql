-- A message stays for milliseconds. Compressing it on the way in and out cost more than anything else that was done with it.
ALTER TABLE messaging.outbox ALTER COLUMN body SET STORAGE EXTERNAL;
