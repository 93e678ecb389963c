-- Budgets that a tenant's plan makes, one for each of its users.
ALTER TABLE budgets ADD COLUMN plan_version bigint;
COMMENT ON COLUMN budgets.plan_version IS 'Version of the entitlements that the limit is from; null: an operator made the budget.';
