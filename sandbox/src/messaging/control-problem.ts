/** Why the sandbox cannot do what a test or the page asks for. */
export class ControlProblem extends Error {
  override name = 'ControlProblem'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
