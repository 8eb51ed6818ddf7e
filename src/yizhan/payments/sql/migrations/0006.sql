-- Results are told caller by caller, so that one who does not answer holds nobody else.
CREATE INDEX notification_untold ON :schema.notification (caller, due_at) WHERE told_at IS NULL AND gave_up_at IS NULL;
DROP INDEX :schema.notification_due;
