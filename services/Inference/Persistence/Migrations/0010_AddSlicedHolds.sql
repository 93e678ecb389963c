-- The hold began with a part of the worst case and grew with the answer; Metering knows how far. Not written at every slice, because a
-- slice is used only after Metering has it.
ALTER TABLE attempts ADD COLUMN sliced boolean NOT NULL DEFAULT false;
