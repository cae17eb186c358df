package io.routelb.bird.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Lines of BIRD's language, two spaces further in for each brace they are in. */
final class Block {
    private final String indent;
    private final List<String> lines;

    Block() {
        this("", new ArrayList<>());
    }

    private Block(String indent, List<String> lines) {
        this.indent = indent;
        this.lines = lines;
    }

    /** One line. */
    Block line(String text) {
        lines.add(text.isEmpty() ? "" : indent + text);
        return this;
    }

    /** {@code head { ... }}. */
    Block in(String head, Consumer<Block> inside) {
        return in(head, inside, "}");
    }

    /** {@code head { ... };}, as channels have it. */
    Block channel(String head, Consumer<Block> inside) {
        return in(head, inside, "};");
    }

    private Block in(String head, Consumer<Block> inside, String end) {
        line(head + " {");
        inside.accept(new Block(indent + "  ", lines));
        return line(end);
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}
