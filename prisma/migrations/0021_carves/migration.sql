-- CreateEnum
CREATE TYPE "carve_state" AS ENUM ('receiving', 'complete', 'damaged', 'abandoned');

-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "carves" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "carves" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "carve_guid" TEXT NOT NULL,
    "request_id" TEXT NOT NULL DEFAULT '',
    "state" "carve_state" NOT NULL DEFAULT 'receiving',
    "block_size" INTEGER NOT NULL,
    "block_count" INTEGER NOT NULL,
    "carve_size" BIGINT NOT NULL,
    "blocks_received" INTEGER NOT NULL DEFAULT 0,
    "bytes_received" BIGINT NOT NULL DEFAULT 0,
    "content" OID,
    "session_hash" BYTEA,
    "compressed" BOOLEAN NOT NULL DEFAULT false,
    "sha256" TEXT,
    "campaign_id" INTEGER,
    "pack_query_id" INTEGER,
    "path" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_block_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "carves_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "carve_blocks" (
    "carve_id" INTEGER NOT NULL,
    "block_id" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,

    CONSTRAINT "carve_blocks_pkey" PRIMARY KEY ("carve_id","block_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "carves_session_hash_key" ON "carves"("session_hash");

-- CreateIndex
CREATE INDEX "carves_campaign_id_idx" ON "carves"("campaign_id");

-- CreateIndex
CREATE INDEX "carves_created_at_idx" ON "carves"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "carves_host_id_carve_guid_key" ON "carves"("host_id", "carve_guid");

-- CreateIndex
CREATE INDEX "activities_object_kind_object_id_idx" ON "activities"("object_kind", "object_id");

-- CreateIndex
CREATE INDEX "activities_created_at_idx" ON "activities"("created_at");

-- AddForeignKey
ALTER TABLE "carves" ADD CONSTRAINT "carves_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "carve_blocks" ADD CONSTRAINT "carve_blocks_carve_id_fkey" FOREIGN KEY ("carve_id") REFERENCES "carves"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- A large object lives as long as the carve that names it, whoever removes the carve and why.
CREATE FUNCTION "unlink_carve_content"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.content IS NOT NULL
     AND EXISTS (SELECT 1 FROM pg_largeobject_metadata WHERE oid = OLD.content) THEN
    PERFORM lo_unlink(OLD.content);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "carves_unlink_content" AFTER DELETE ON "carves"
  FOR EACH ROW EXECUTE FUNCTION "unlink_carve_content"();

CREATE TRIGGER "carves_unlink_replaced" AFTER UPDATE OF "content" ON "carves"
  FOR EACH ROW WHEN (OLD.content IS DISTINCT FROM NEW.content)
  EXECUTE FUNCTION "unlink_carve_content"();
