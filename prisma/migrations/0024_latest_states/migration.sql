-- AlterTable
ALTER TABLE "query_hosts" ADD COLUMN     "newest_unix" BIGINT,
ADD COLUMN     "state_at" TIMESTAMPTZ(3),
ADD COLUMN     "state_id" BIGINT,
ADD COLUMN     "state_unix" BIGINT;

-- CreateTable
CREATE TABLE "result_bases" (
    "pack_query_id" INTEGER NOT NULL,
    "host_id" INTEGER NOT NULL,
    "epoch" DECIMAL(20,0) NOT NULL,
    "unix_time" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "rows" JSONB NOT NULL,
    "truncated" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "result_bases_pkey" PRIMARY KEY ("pack_query_id","host_id")
);

-- CreateIndex
CREATE INDEX "result_bases_host_id_idx" ON "result_bases"("host_id");
