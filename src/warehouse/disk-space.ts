import { statfs } from 'node:fs/promises'

/** The room on the disk that holds a folder. */
export interface DiskSpace {
  freeBytes: number
  totalBytes: number
}

/** Reads how much room there is on the disk that holds a folder. */
export async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** Makes sure that there is room. @throws Error where less is free than needed. */
export function requireSpace({ freeBytes }: DiskSpace, neededBytes: number): void {
  if (freeBytes >= neededBytes) return
  throw new Error(`the disk is nearly full: ${freeBytes} bytes are left, ${neededBytes} are needed`)
}
