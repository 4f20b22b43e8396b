import Interchange
import Testing

@Suite struct CSVTableTests {
  private func error(_ text: String) -> FormatError? {
    do {
      _ = try CSVTable(text, name: "t.csv")
      return nil
    } catch {
      return error
    }
  }

  @Test func rowsKnowTheirLines() throws {
    let table = try CSVTable("a,b\r\n1,\"x\ny\"\r\n\r\n2,\n3,z", name: "t.csv")
    #expect(table.header == ["a", "b"])
    #expect(table.rows.map(\.line) == [2, 5, 6])
    #expect(table.rows.map(\.fields) == [["1", "x\ny"], ["2", ""], ["3", "z"]])
  }

  @Test func anEmptyLastFieldNeedsNoLineEnd() throws {
    #expect(try CSVTable("a,b\n1,", name: "t").rows.map(\.fields) == [["1", ""]])
  }

  @Test func errorsNameTheLine() {
    #expect(error("")?.place == .line(1))
    #expect(error("\n1,2\n")?.found == "no header")
    #expect(
      error("a,b\n\"x\ny\",2\n1\n")
        == FormatError(
          input: "t.csv", place: .line(4), found: "1 fields", expected: "2, as in the header"))
    #expect(error("a,b\n1,2,3\n")?.place == .line(2))
    #expect(error("a,b\n1,\"2\n3,4\n")?.found == "a quote that is never closed")
    #expect(error("a,b\n1,2\n1,\"2\"3\n")?.place == .line(3))
  }

  @Test func fields() throws {
    let table = try CSVTable("count,real\n3,1.5\n-1,nan\nx,inf\n", name: "t.csv")
    let (count, real) = (try table.column("count"), try table.column("real"))
    #expect(try table.count(count, of: table.rows[0]) == 3)
    #expect(try table.real(real, of: table.rows[0]) == 1.5)
    for row in table.rows.dropFirst() {
      #expect(throws: FormatError.self) { try table.count(count, of: row) }
      #expect(throws: FormatError.self) { try table.real(real, of: row) }
    }
    #expect(
      throws: FormatError(
        input: "t.csv", place: .line(1), found: "no column 'cuont'",
        expected: "a column of that name", nearest: "count")
    ) { try table.column("cuont") }
  }
}
