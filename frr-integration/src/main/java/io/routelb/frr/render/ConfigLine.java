package io.routelb.frr.render;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * A line of FRR's configuration, with the lines that stand inside when it opens a block ({@code router bgp}, {@code address-family},
 * {@code route-map}, {@code bfd}, {@code profile}).
 *
 * @param text without indentation
 */
public record ConfigLine(String text, List<ConfigLine> inside) {
    /** What the name of everything begins with that is made by us: a line with such a word is ours. */
    public static final String OURS = "routelb-";

    public ConfigLine {
        if (text.isBlank() || text.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("a line of configuration is one line");
        }
        inside = List.copyOf(inside);
    }

    /** The block that bfdd has; all others are bgpd's. */
    public static final String BFD = "bfd";

    public static ConfigLine of(String text) {
        return new ConfigLine(text, List.of());
    }

    static ConfigLine block(String text, List<ConfigLine> inside) {
        return new ConfigLine(text, inside);
    }

    /** What is said of a line to people: never a password, with which such a line ends. */
    public static String withoutSecret(String line) {
        return line.replaceFirst("( password) .*", "$1 ***");
    }

    /** Whether a word of it is a name of ours. */
    boolean isOurs() {
        return text.startsWith(OURS) || text.contains(" " + OURS);
    }

    /**
     * The lines of {@code show running-config}: each level is indented by one blank more; comments and the ends of blocks are left out.
     * Lines of {@code line vty} and the like come out as they are.
     */
    public static List<ConfigLine> parse(String running) {
        Deque<Open> open = new ArrayDeque<>();
        open.push(new Open("", -1));
        for (String line : running.split("\n", -1)) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("!") || isEnd(text)) {
                continue;
            }
            int depth = line.length() - line.stripLeading().length();
            while (depth <= open.element().depth) {
                fold(open);
            }
            open.push(new Open(text, depth));
        }
        while (open.size() > 1) {
            fold(open);
        }
        return List.copyOf(open.element().inside);
    }

    private static boolean isEnd(String text) {
        return text.equals("exit") || text.equals("end") || text.equals("exit-address-family");
    }

    private static void fold(Deque<Open> open) {
        Open last = open.pop();
        open.element().inside.add(new ConfigLine(last.text, last.inside));
    }

    /** Those lines that are meant, and blocks with any such line inside. */
    static List<ConfigLine> only(List<ConfigLine> lines, Predicate<ConfigLine> meant) {
        List<ConfigLine> chosen = new ArrayList<>();
        for (ConfigLine line : lines) {
            if (meant.test(line)) {
                chosen.add(line);
            } else {
                List<ConfigLine> inside = only(line.inside, meant);
                if (!inside.isEmpty()) {
                    chosen.add(new ConfigLine(line.text, inside));
                }
            }
        }
        return chosen;
    }

    /** As FRR writes it to its file. */
    public static String text(List<ConfigLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(each -> each.write(text, 0));
        return text.toString();
    }

    private void write(StringBuilder out, int depth) {
        out.repeat(' ', depth).append(text).append('\n');
        inside.forEach(each -> each.write(out, depth + 1));
        String end = end();
        if (!end.isEmpty()) {
            out.repeat(' ', depth).append(end).append('\n');
        }
    }

    /** What leaves the block; empty for a line that opens none. */
    String end() {
        if (text.startsWith("address-family ")) {
            return "exit-address-family";
        }
        boolean block = text.startsWith("router ")
                || text.startsWith("route-map ")
                || text.equals(BFD)
                || text.startsWith("profile ");
        return block ? "exit" : "";
    }

    /** A block whose end was not seen. */
    private static final class Open {
        private final String text;
        private final int depth;
        private final List<ConfigLine> inside = new ArrayList<>();

        Open(String text, int depth) {
            this.text = text;
            this.depth = depth;
        }
    }
}
