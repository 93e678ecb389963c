-- Metering knows which thresholds are in force; nobody keeps a copy.
DROP TABLE IF EXISTS cheaper_model_thresholds;
