-- Today's rows cost a comparison; those of a day that is over break its seal.
CREATE TRIGGER attempts_break_seal AFTER INSERT ON attempts
    FOR EACH ROW WHEN (NEW.start_time < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('start_time');
CREATE TRIGGER attempts_break_seal_again AFTER UPDATE OR DELETE ON attempts
    FOR EACH ROW WHEN (OLD.start_time < date_trunc('day', now(), 'UTC')) EXECUTE FUNCTION audit.break_seal('start_time');
