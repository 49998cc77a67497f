-- DropIndex
DROP INDEX "result_lines_received_at_idx";

-- DropIndex
DROP INDEX "result_lines_pack_query_id_received_at_idx";

-- CreateIndex
CREATE INDEX "result_lines_pack_query_id_id_idx" ON "result_lines"("pack_query_id", "id");

-- CreateIndex
CREATE INDEX "result_lines_pack_query_id_received_at_host_id_idx" ON "result_lines"("pack_query_id", "received_at", "host_id");

-- Lines of packs by receipt: a count of them by time and host reads this alone. A host sends many at
-- once, so that most entries share one key and weigh little.
CREATE INDEX "result_lines_by_receipt" ON "result_lines"("received_at", "host_id") WHERE "campaign_id" IS NULL;
