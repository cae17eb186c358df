package io.routelb.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.cli.offline.YamlText;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** How a command shows what it has found: the same in each. */
final class Printing {
    /** For people, for people with a wide screen, for programs. */
    enum Format {
        TABLE,
        WIDE,
        JSON,
        YAML
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|wide|json|yaml",
            defaultValue = "TABLE",
            description = "How it is printed; default: table.")
    private Format format = Format.TABLE;

    boolean isText() {
        return format == Format.TABLE || format == Format.WIDE;
    }

    boolean isWide() {
        return format == Format.WIDE;
    }

    /** One listing without its title, several under theirs. */
    void print(PrintWriter out, List<Listing> listings) {
        if (!isText()) {
            JsonObject all = new JsonObject();
            listings.forEach(listing -> all.add(listing.name(), listing.json()));
            print(out, all);
            return;
        }
        out.print(text(listings, isWide()));
        out.flush();
    }

    /** As a table is printed. */
    static String text(List<Listing> listings, boolean wide) {
        if (listings.size() == 1) {
            return listings.getFirst().render(wide);
        }
        StringBuilder text = new StringBuilder();
        for (Listing listing : listings) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(listing.title())
                    .append('\n')
                    .append(listing.render(wide));
        }
        return text.toString();
    }

    /** As JSON or YAML. */
    void print(PrintWriter out, JsonObject object) {
        out.print(format == Format.YAML ? YamlText.of(object) : json(object) + "\n");
        out.flush();
    }

    private static String json(JsonElement element) {
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(element);
    }
}
