package io.routelb.cli.offline;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.ToNumberPolicy;
import java.util.Collection;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** JSON as YAML for people: block style, fields in the order they have, texts quoted where YAML would take them for something else. */
public final class YamlText {
    private static final Gson PLAIN = new GsonBuilder()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();

    private YamlText() {}

    /** One value, without a mark before it. */
    public static String of(JsonElement element) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(Integer.MAX_VALUE);
        Object plain = PLAIN.fromJson(element, Object.class);
        return new Yaml(options).dump(plain);
    }

    /** A document for each. */
    public static String documents(Collection<JsonObject> objects) {
        StringBuilder text = new StringBuilder();
        objects.forEach(object -> text.append("---\n").append(of(object)));
        return text.toString();
    }
}
