{{/* All objects of a file of ours, with the release's namespace and values. Argument: root, path, and daemons: what the DaemonSet's agent gets beside it. */}}
{{- define "routelb.file" -}}
{{- $root := .root -}}
{{- $text := $root.Files.Get .path -}}
{{- if not $text }}{{ fail (printf "%s is not in the chart" .path) }}{{ end -}}
{{- range $document := splitList "\n---\n" (replace "routelb-system" $root.Release.Namespace $text) }}
{{- $object := fromYaml $document }}
{{- if eq $object.kind "Deployment" }}{{ include "routelb.allocator" (dict "root" $root "object" $object) }}{{ end }}
{{- if eq $object.kind "DaemonSet" }}{{ include "routelb.agent" (dict "root" $root "object" $object) }}{{ end }}
---
{{ toYaml $object }}
{{- end }}
{{- end }}

{{/* Writes image, flags and resources into a container. Arguments: root, container, values. */}}
{{- define "routelb.container" -}}
{{- $tag := .values.image.tag | default .root.Chart.AppVersion -}}
{{- $_ := set .container "image" (printf "%s:%s" .values.image.repository $tag) -}}
{{- $args := list -}}
{{- range .container.args -}}
{{- $args = append $args (ternary (printf "--log-level=%s" $.root.Values.logLevel) . (hasPrefix "--log-level=" .)) -}}
{{- end -}}
{{- $_ := set .container "args" (concat $args .values.args) -}}
{{- with .values.resources }}{{ $_ := set $.container "resources" . }}{{ end -}}
{{- end }}

{{- define "routelb.allocator" -}}
{{- $pod := .object.spec.template.spec -}}
{{- $container := first $pod.containers -}}
{{- $_ := set .object.spec "replicas" (int .root.Values.allocator.replicas) -}}
{{- with .root.Values.imagePullSecrets }}{{ $_ := set $pod "imagePullSecrets" . }}{{ end -}}
{{- include "routelb.container" (dict "root" .root "container" $container "values" .root.Values.allocator) -}}
{{- if .root.Values.webhook.enabled -}}
{{- $_ := set $container "args" (concat $container.args (list "--webhook-listen=:9443" "--webhook-secret=routelb-webhook")) -}}
{{- end -}}
{{- end }}

{{- define "routelb.agent" -}}
{{- $root := .root -}}
{{- $pod := .object.spec.template.spec -}}
{{- $container := first $pod.containers -}}
{{- with $root.Values.imagePullSecrets }}{{ $_ := set $pod "imagePullSecrets" . }}{{ end -}}
{{- range $label, $value := $root.Values.agent.nodeSelector }}{{ $_ := set $pod.nodeSelector $label $value }}{{ end -}}
{{- include "routelb.container" (dict "root" $root "container" $container "values" $root.Values.agent) -}}
{{- range $daemon := list "bird" "frr" -}}
{{- $values := index $root.Values $daemon -}}
{{- if ne $values.mode "none" -}}
{{- $patch := (fromYaml ($root.Files.Get (printf "components/%s/%s/lb-node-patch.yaml" $daemon $values.mode))).spec.template.spec -}}
{{- $own := first $patch.containers -}}
{{- $_ := set $pod "volumes" (concat $patch.volumes $pod.volumes) -}}
{{- $_ := set $container "volumeMounts" (concat $own.volumeMounts $container.volumeMounts) -}}
{{- with $own.securityContext }}{{ $_ := set $container.securityContext.capabilities "add" .capabilities.add }}{{ end -}}
{{- range $patch.initContainers -}}
{{- $_ := set . "image" (printf "%s:%s" $values.image.repository $values.image.tag) -}}
{{- $_ := set $pod "initContainers" (append ($pod.initContainers | default list) .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
