-- With the host in it no two entries are alike, and a line weighed more than one and a half times its JSON.
-- DropIndex
DROP INDEX "result_lines_pack_query_id_received_at_host_id_idx";

-- CreateIndex
CREATE INDEX "result_lines_pack_query_id_received_at_idx" ON "result_lines"("pack_query_id", "received_at");
