-- AlterTable
ALTER TABLE "host_schedules" ADD COLUMN     "present_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "query_hosts" ADD COLUMN     "revision_bytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "revision_rows" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "revision_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "pack_states" (
    "pack_id" INTEGER NOT NULL,
    "team_id" INTEGER NOT NULL,
    "counts" JSONB NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pack_states_pkey" PRIMARY KEY ("pack_id","team_id")
);
