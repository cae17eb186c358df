package io.routelb.lab.cluster;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reading manifests as people write them: a file, a folder of files, or a kustomization. */
public final class Manifests {
    private Manifests() {}

    /** All objects, in the order written. */
    public static List<JsonObject> read(Path source) throws IOException, InterruptedException {
        if (Files.isRegularFile(source)) {
            return parse(Files.readString(source));
        }
        if (Files.exists(source.resolve("kustomization.yaml"))) {
            return parse(Command.run("kubectl", "kustomize", source.toString()));
        }
        List<JsonObject> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".yaml")) {
                    all.addAll(parse(Files.readString(file)));
                }
            }
        }
        return all;
    }

    /** The objects of a text, documents without one left out. */
    public static List<JsonObject> parse(String yaml) {
        List<JsonObject> all = new ArrayList<>();
        Gson gson = new Gson();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            JsonElement element = gson.toJsonTree(document);
            if (element.isJsonObject()) {
                all.add(element.getAsJsonObject());
            }
        }
        return all;
    }
}
