-- CreateIndex
CREATE INDEX "campaigns_query_id_idx" ON "campaigns"("query_id");

-- The clock looks every turn for campaigns with answers whose cost is not counted yet; hardly any has.
CREATE INDEX "campaigns_uncounted" ON "campaigns"("id") WHERE "last_seq" > "costs_seq";
