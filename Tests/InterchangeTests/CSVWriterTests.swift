import Interchange
import Testing

@Suite struct CSVWriterTests {
  @Test func quotesWhereNeeded() {
    var writer = CSVWriter(header: ["a", "b c"])
    writer.append(["1,2", "say \"hi\""])
    writer.append(["line\nbreak", "\r"])
    writer.append([" lead", "trail "])
    writer.append(["", "é"])
    #expect(
      writer.text == """
        a,b c
        "1,2","say ""hi""\"
        "line\nbreak","\r"
        " lead","trail "
        ,é

        """)
  }

  @Test func numbers() {
    #expect(CSVWriter.real(80) == "80.0")
    #expect(CSVWriter.real(1e-5) == "1e-05")
    #expect(CSVWriter.real(0.1 + 0.2) == "0.30000000000000004")
    for value in [Double.infinity, -.infinity, .nan, nil] { #expect(CSVWriter.real(value) == "") }
    #expect(CSVWriter.count(3) == "3")
    #expect(CSVWriter.count(nil) == "")
  }

  @Test func whatIsWrittenCanBeRead() throws {
    let fields = ["plain", "a,b", "\"", "\"\"", "x\"y", "\n", "a\r\nb", " ", "", "ä", "\t,"]
    var writer = CSVWriter(header: fields.indices.map { "c\($0)" })
    writer.append(fields)
    writer.append(fields.reversed())
    let table = try CSVTable(writer.text, name: "t")
    #expect(table.rows.map(\.fields) == [fields, fields.reversed()])
  }
}
