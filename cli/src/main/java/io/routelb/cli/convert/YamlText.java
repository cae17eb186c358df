package io.routelb.cli.convert;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Objects as YAML for people: block style, fields in the order they have, texts quoted where YAML would take them for something else. */
final class YamlText {
    private YamlText() {}

    static String of(Collection<JsonObject> objects) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndent(2);
        options.setWidth(200);
        options.setSplitLines(false);
        Yaml yaml = new Yaml(options);
        StringBuilder text = new StringBuilder();
        for (JsonObject object : objects) {
            text.append("---\n").append(yaml.dump(plain(object)));
        }
        return text.toString();
    }

    private static @Nullable Object plain(JsonElement element) {
        if (element instanceof JsonObject object) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            object.entrySet().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        }
        if (element instanceof JsonArray array) {
            List<@Nullable Object> list = new ArrayList<>();
            array.forEach(item -> list.add(plain(item)));
            return list;
        }
        if (!(element instanceof JsonPrimitive value)) {
            return null;
        }
        if (value.isBoolean()) {
            return value.getAsBoolean();
        }
        return value.isNumber() ? number(value) : value.getAsString();
    }

    private static Object number(JsonPrimitive value) {
        String text = value.getAsString();
        return text.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(text) : (Object) value.getAsBigDecimal();
    }
}
