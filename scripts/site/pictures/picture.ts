/** A picture of a page, as it stands in docs/. */
export interface PictureFile {
  /** Its path, relative to the root. */
  readonly file: string
  readonly width: number
  readonly height: number
  /** Files and folders that it shows. A change of one of them makes it outdated. */
  readonly sources: ReadonlyArray<string>
}
