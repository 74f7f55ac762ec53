import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.regex.Pattern;

/** For each regular expression of standard input: the most characters that matching one of the words looks at. */
public class Steps {
    static final int MOST = 1_000_000;

    static final class Counted implements CharSequence {
        final String text;
        int looked;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looked > MOST) {
                throw new IllegalStateException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }

    public static void main(String[] words) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            Pattern pattern = Pattern.compile(line);
            int most = 0;
            for (String word : words) {
                Counted text = new Counted(word);
                try {
                    pattern.matcher(text).matches();
                } catch (IllegalStateException tooMany) {
                    // counted below
                }
                most = Math.max(most, text.looked);
            }
            System.out.println(most);
        }
    }
}
