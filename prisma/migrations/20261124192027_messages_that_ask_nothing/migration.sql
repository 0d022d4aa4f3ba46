-- AlterTable
ALTER TABLE "communication_messages" ADD COLUMN     "asks_nothing" BOOLEAN NOT NULL DEFAULT false;
