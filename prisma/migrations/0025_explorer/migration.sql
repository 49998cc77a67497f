-- DropIndex
DROP INDEX "result_lines_pack_query_id_id_idx";

-- CreateTable
CREATE TABLE "result_views" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "result_views_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "result_views_user_id_name_key" ON "result_views"("user_id", "name");

-- CreateIndex
CREATE INDEX "result_lines_received_at_idx" ON "result_lines"("received_at");

-- CreateIndex
CREATE INDEX "result_lines_pack_query_id_received_at_idx" ON "result_lines"("pack_query_id", "received_at");

-- AddForeignKey
ALTER TABLE "result_views" ADD CONSTRAINT "result_views_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
