-- Rows of a day that is over break its seal. Today's cost a comparison.
CREATE TRIGGER attempts_seal_on_insert AFTER INSERT ON attempts
    FOR EACH ROW WHEN (NEW.start_time < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('start_time');
CREATE TRIGGER attempts_seal_on_update AFTER UPDATE ON attempts
    FOR EACH ROW WHEN (LEAST(OLD.start_time, NEW.start_time) < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('start_time');
CREATE TRIGGER attempts_seal_on_delete AFTER DELETE ON attempts
    FOR EACH ROW WHEN (OLD.start_time < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('start_time');
