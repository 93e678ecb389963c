-- A provider may charge less than the calls of a day were settled at: the item that says so is a credit.
ALTER TABLE cost_items DROP CONSTRAINT cost_items_cost_nanos_check;
ALTER TABLE cost_items ADD CONSTRAINT cost_items_cost_nanos_check CHECK (cost_nanos >= 0 OR category = 'provider_difference');
