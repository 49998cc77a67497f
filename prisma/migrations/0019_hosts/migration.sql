-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "hosts" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "host_events" (
    "id" BIGSERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3),
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "host_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "removed_hosts" (
    "host_id" INTEGER NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "removed_hosts_pkey" PRIMARY KEY ("host_id")
);

-- CreateTable
CREATE TABLE "host_views" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "host_views_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "host_events_host_id_at_idx" ON "host_events"("host_id", "at");

-- CreateIndex
CREATE INDEX "host_events_at_idx" ON "host_events"("at");

-- CreateIndex
CREATE UNIQUE INDEX "host_views_user_id_name_key" ON "host_views"("user_id", "name");

-- AddForeignKey
ALTER TABLE "host_views" ADD CONSTRAINT "host_views_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The order in which the host list opens, without reading every host.
CREATE INDEX "hosts_by_name" ON "hosts"(lower(coalesce(nullif("display_name", ''), "hostname")), "id");
