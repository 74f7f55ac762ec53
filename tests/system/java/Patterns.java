import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.tree.ParseTree;
import org.neo4j.cypher.internal.parser.v5.Cypher5Lexer;
import org.neo4j.cypher.internal.parser.v5.Cypher5Parser;

/** For each query of standard input, one per line with \n as ⏎: its syntax errors and the offsets of its relationships. */
public class Patterns {
  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String query = line.replace("⏎", "\n");
      CommonTokenStream tokens = new CommonTokenStream(new Cypher5Lexer(CharStreams.fromString(query)));
      Cypher5Parser parser = new Cypher5Parser(tokens);
      int[] errors = {0};
      parser.removeErrorListeners();
      parser.addErrorListener(new BaseErrorListener() {
        @Override
        public void syntaxError(Recognizer<?, ?> r, Object o, int l, int c, String m, RecognitionException e) {
          errors[0]++;
        }
      });
      List<Integer> found = new ArrayList<>();
      find(parser.statements(), found);
      Collections.sort(found);
      System.out.println(errors[0] + " " + found.toString().replaceAll("[\\[\\],]", ""));
    }
  }

  static void find(ParseTree tree, List<Integer> found) {
    if (tree instanceof Cypher5Parser.RelationshipPatternContext pattern) {
      found.add(pattern.getStart().getStartIndex());
    }
    for (int child = 0; child < tree.getChildCount(); child++) {
      find(tree.getChild(child), found);
    }
  }
}
