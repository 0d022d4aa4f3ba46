-- AlterTable
ALTER TABLE "calendars" ADD COLUMN     "sync_lease_until" TIMESTAMPTZ(3);
