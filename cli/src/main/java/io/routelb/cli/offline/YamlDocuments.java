package io.routelb.cli.offline;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * YAML documents as objects, with the line of each field. JSON is YAML. Only plain data comes of it; duplicate keys are refused, and so is
 * what unfolds, by its aliases, into more than {@value #MOST_NODES} values.
 */
final class YamlDocuments {
    private static final int MOST_NODES = 1_000_000;
    private static final int DEEPEST = 64;

    private final String source;
    private final PlainData data = new PlainData();
    private final Gson gson = new Gson();
    private final List<Manifest> manifests = new ArrayList<>();
    private int nodes;

    private YamlDocuments(String source) {
        this.source = source;
    }

    /** A scalar that looks like a date stays the text it is, as the API server has it. */
    private static final class PlainData extends SafeConstructor {
        PlainData() {
            super(options());
            yamlConstructors.put(Tag.TIMESTAMP, new ConstructYamlStr());
        }

        private static LoaderOptions options() {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            options.setNestingDepthLimit(DEEPEST);
            options.setCodePointLimit(Integer.MAX_VALUE); // Manifests has looked at the size
            return options;
        }

        Object data(Node document) {
            return constructDocument(document);
        }
    }

    /** The objects of a text, the items of lists among them. */
    static List<Manifest> parse(String source, String text) throws ManifestException {
        YamlDocuments documents = new YamlDocuments(source);
        LoaderOptions options = documents.data.getLoadingConfig();
        DumperOptions dumping = new DumperOptions();
        Yaml yaml = new Yaml(documents.data, new Representer(dumping), dumping, options);
        try {
            for (Node document : yaml.composeAll(new StringReader(text))) {
                documents.add(document);
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ManifestException(source + ":" + line, "no YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new ManifestException(source + ":1", "no YAML: " + firstLine(e), e);
        }
        return documents.manifests;
    }

    private static String firstLine(YAMLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private void add(Node document) throws ManifestException {
        int line = line(document);
        if (document instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL)) {
            return;
        }
        Map<String, Integer> lines = new HashMap<>();
        index("", document, lines, line, 0);
        if (!(json(document, line) instanceof JsonObject object)) {
            throw new ManifestException(source + ":" + line, "the document is no object");
        }
        add(new Manifest(source, line, object, lines));
    }

    private JsonElement json(Node document, int line) throws ManifestException {
        try {
            return gson.toJsonTree(data.data(document));
        } catch (IllegalArgumentException e) {
            throw new ManifestException(source + ":" + line, "a number that JSON does not have", e);
        }
    }

    private void add(Manifest manifest) throws ManifestException {
        if (manifest.kind().isEmpty() || manifest.apiVersion().isEmpty()) {
            throw new ManifestException(manifest.where(), "the object has no apiVersion or no kind");
        }
        if (!manifest.kind().endsWith("List") || !(manifest.json().get("items") instanceof JsonArray items)) {
            manifests.add(manifest);
            return;
        }
        for (int at = 0; at < items.size(); at++) {
            String path = "items[" + at + "]";
            if (!(items.get(at) instanceof JsonObject item)) {
                throw new ManifestException(manifest.where(path), path + " is no object");
            }
            Map<String, Integer> lines = new HashMap<>();
            manifest.lines().forEach((field, line) -> {
                if (field.startsWith(path + ".")) {
                    lines.put(field.substring(path.length() + 1), line);
                }
            });
            int line = manifest.lines().getOrDefault(path, manifest.line());
            add(new Manifest(source, line, withKind(item, manifest), lines));
        }
    }

    /** Items of a typed list need not repeat what they are. */
    private static JsonObject withKind(JsonObject item, Manifest list) {
        JsonObject whole = new JsonObject();
        whole.addProperty("apiVersion", list.apiVersion());
        String kind = list.kind().substring(0, list.kind().length() - "List".length());
        if (!kind.isEmpty()) {
            whole.addProperty("kind", kind);
        }
        for (Map.Entry<String, JsonElement> field : item.entrySet()) {
            whole.add(field.getKey(), field.getValue());
        }
        return whole;
    }

    private void index(String path, Node node, Map<String, Integer> lines, int line, int depth)
            throws ManifestException {
        if (++nodes > MOST_NODES || depth > DEEPEST) {
            throw new ManifestException(source + ":" + line, "more than " + MOST_NODES + " values, or nested too deep");
        }
        if (!path.isEmpty()) {
            lines.put(path, line);
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                String name = field.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
                index(
                        path.isEmpty() ? name : path + "." + name,
                        field.getValueNode(),
                        lines,
                        line(field.getKeyNode()),
                        depth + 1);
            }
        } else if (node instanceof SequenceNode sequence) {
            for (int at = 0; at < sequence.getValue().size(); at++) {
                Node item = sequence.getValue().get(at);
                index(path + "[" + at + "]", item, lines, line(item), depth + 1);
            }
        }
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
