-- AlterTable
ALTER TABLE "pack_queries" ADD COLUMN     "disabled" BOOLEAN NOT NULL DEFAULT false;
