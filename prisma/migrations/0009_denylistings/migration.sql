-- The few hosts on which agents gave a query up, by its SQL, among the many on which they did not.
CREATE INDEX "query_hosts_denylisted" ON "query_hosts"("sql_digest") WHERE "denylisted" OR "killed_at" IS NOT NULL;
